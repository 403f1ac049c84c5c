package org.virtuald.host;

/**
 * The context class loader of a thread while it is inside a bundle's code. A thread that kept a bundle's would keep the
 * bundle's classes in memory.
 */
final class ContextClassLoader {

    /** A call into a bundle's code. */
    @FunctionalInterface
    interface Call<T, E extends Exception> {
        T run() throws E;
    }

    private ContextClassLoader() {}

    /** Makes a call with the class loader of an object of the bundle. */
    static <T, E extends Exception> T of(Object object, Call<T, E> call) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(object.getClass().getClassLoader());
        try {
            return call.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
