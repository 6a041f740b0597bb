package io.hatchway.access;

/**
 * A key whose certificates are trusted (TrustedUserCAKeys, sshd_config(5)).
 *
 * @param logins whether a principal that is a login's name opens that login; people and roles take it in any case
 */
public record Authority(KeyBlob key, boolean logins, Origin origin) {}
