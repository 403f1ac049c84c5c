package org.virtuald.host.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Metrics as a page: in OpenMetrics for who asks for that, else in the text format of Prometheus. */
public final class MetricsPage {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private MetricsPage() {}

    /** The page of one scrape. */
    public static PageAnswer of(MetricFamilies metrics, PageRequest request) {
        ExpositionFormatWriter writer = request.accept().contains(OPEN_METRICS)
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(bytes, metrics.snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
        return new PageAnswer("200 OK", writer.getContentType(), ByteBuffer.wrap(bytes.toByteArray()));
    }
}
