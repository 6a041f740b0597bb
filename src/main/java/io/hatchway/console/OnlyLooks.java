package io.hatchway.console;

/**
 * What a command says of itself that neither changes anything nor hands out what is not to leave unrecorded: it runs where
 * nothing can be recorded, too, and only its end is on record.
 */
interface OnlyLooks {}
