package org.virtuald.host;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;

/**
 * Acquires what services need before they are started. Of several new ones that is done on a thread of its own, in their
 * order: the launcher opens the next while the framework starts the one before. Confined to the reconciler's thread.
 */
final class Preparations {

    /** Acquires what one service needs. */
    @FunctionalInterface
    interface Step {
        void prepare(ServiceConf conf) throws ServiceStartException;
    }

    private final Step step;
    private final Map<ServiceConf, FutureTask<Boolean>> begun = new LinkedHashMap<>();

    Preparations(Step step) {
        this.step = step;
    }

    /** Begins with these, which nothing that is done meanwhile must have to do with. */
    void begin(List<ServiceConf> confs) {
        begun.clear(); // what is left was not wanted any more
        if (confs.size() < 2) {
            return;
        }
        for (ServiceConf conf : confs) {
            begun.put(conf, new FutureTask<>(() -> {
                step.prepare(conf);
                return true;
            }));
        }
        List<FutureTask<Boolean>> tasks = List.copyOf(begun.values());
        Thread thread = new Thread(() -> tasks.forEach(FutureTask::run), "preparations");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has acquired what a service needs when it returns. */
    void complete(ServiceConf conf) throws ServiceStartException {
        FutureTask<Boolean> task = begun.remove(conf);
        if (task == null) {
            step.prepare(conf);
            return;
        }
        try {
            requireNonNull(task.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServiceStartException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            // the host stops: nothing more is opened behind what closes now
            begun.values().forEach(other -> other.cancel(false));
            begun.clear();
            Thread.currentThread().interrupt();
            throw new ServiceStartException(true, conf.name() + ": interrupted");
        }
    }
}
