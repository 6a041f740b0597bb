package io.hatchway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Sample TEN = Sample.single(10);
    private static final Sample TWENTY = Sample.single(20);

    @Test
    void aRatioIsHatchwaysFigureOverTheOther() {
        var line = Line.againstBridge("login", Unit.MILLISECONDS, TEN, TWENTY, new Goal.RatioAtMost(0.5), "");
        assertThat(line.ratio()).isEqualTo(0.5);
        assertThat(line.verdict()).isEqualTo(Goal.Verdict.REACHED);
    }

    @Test
    void aMissedGoalIsPrintedAsMissed() {
        var report =
                report(Line.againstBridge("out", Unit.MIB_PER_SECOND, TWENTY, TEN, new Goal.RatioAtLeast(2.5), ""));
        assertThat(report.table()).contains("out   20 MiB/s  10 MiB/s (bridge)  2.00 x  >= 2.50 x  MISSED");
        assertThat(report.reached()).isFalse();
    }

    @Test
    void aMeasureThatFailedIsMissedAndSaysWhy() {
        var report = report(Line.failed("idle-memory", "no engine"));
        assertThat(report.table()).contains("MISSED").contains("[1] not measured: no engine");
        assertThat(report.reached()).isFalse();
    }

    @Test
    void aGoalAgainstABridgeThatMeasuredNothingIsMissed() {
        var line = Line.againstBridge(
                "login", Unit.MILLISECONDS, TEN, Sample.median(List.of()), new Goal.RatioAtMost(0.5), "");
        assertThat(line.verdict()).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void equalNotesArePrintedOnce() {
        var line = Line.alone("a", Unit.COUNT, TEN, new Goal.Reported(), "a note");
        assertThat(report(line, line).table()).containsOnlyOnce("a note").doesNotContain("[2]");
    }

    @Test
    void theRawDataIsJson() {
        var line = Line.alone("say \"a\\b\"", Unit.COUNT, Sample.single(Double.NaN), new Goal.AtMost(0), "");
        assertThat(new Report(Map.of(), List.of(line)).json())
                .contains("\"what\":\"say \\\"a\\\\b\\\"\"")
                .contains("{\"figure\":null,\"values\":[null]}")
                .contains("\"verdict\":\"MISSED\"");
    }

    private static Report report(Line... lines) {
        return new Report(Map.of("cores", "2"), List.of(lines));
    }
}
