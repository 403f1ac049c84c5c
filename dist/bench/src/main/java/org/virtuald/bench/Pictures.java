package org.virtuald.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws the pictures that {@code result.json} of a benchmark describes, beside it. */
public final class Pictures {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;

    /** Letters are outlines here, of a precision that nobody sees and that makes a file four times as long. */
    private static final Pattern MORE_DECIMALS = Pattern.compile("(\\.\\d\\d)\\d+");

    private Pictures() {}

    /**
     * Draws them all.
     *
     * @param arguments the directory of {@code result.json}
     * @throws IOException when a picture cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Config result = ConfigFactory.parseFile(directory.resolve("result.json").toFile());
        for (Config chart : result.getConfigList("charts")) {
            Path file = directory.resolve(chart.getString("file"));
            String picture = new String(ChartEncoder.getBytes(draw(chart), "svg"), UTF_8);
            Files.writeString(file, MORE_DECIMALS.matcher(picture).replaceAll("$1"));
        }
    }

    private static CategoryChart draw(Config chart) {
        CategoryChart drawn = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.XChart)
                .title(chart.getString("title"))
                .xAxisTitle(chart.getString("x"))
                .yAxisTitle(chart.getString("y"))
                .build();
        drawn.getStyler().setChartBackgroundColor(Color.WHITE);
        drawn.getStyler().setLegendPosition(LegendPosition.OutsideE);
        if (chart.getBoolean("logarithmic")) {
            drawn.getStyler().setYAxisLogarithmic(true).setYAxisMin(decadeBelow(chart));
        }
        drawn.getStyler().setAvailableSpaceFill(0.9);
        drawn.getStyler().setPlotGridVerticalLinesVisible(false);
        for (Config series : chart.getConfigList("series")) {
            drawn.addSeries(series.getString("name"), chart.getStringList("categories"), values(series));
        }
        return drawn;
    }

    /** Where a logarithmic axis begins, as it has no 0. */
    private static double decadeBelow(Config chart) {
        double least = chart.getConfigList("series").stream()
                .flatMap(series -> values(series).stream())
                .filter(Objects::nonNull)
                .mapToDouble(value -> value)
                .min()
                .orElse(1);
        return Math.pow(10, Math.floor(Math.log10(least)));
    }

    /** The values of a series by category; null where nothing was measured. */
    private static List<@Nullable Double> values(Config series) {
        List<@Nullable Double> values = new ArrayList<>();
        for (Object value : series.getList("values").unwrapped()) {
            values.add(value instanceof Number number ? number.doubleValue() : null);
        }
        return values;
    }
}
