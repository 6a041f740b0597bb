package io.hatchway.session;

import java.util.Locale;

/** Makes this process speak like one whose user writes digits other than ASCII's. */
public final class ForeignDigits {
    private ForeignDigits() {}

    /** A test's body. */
    public interface Body {
        void run() throws Exception;
    }

    public static void during(Body body) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            body.run();
        } finally {
            Locale.setDefault(before);
        }
    }
}
