/**
 * What a bundle and the host say to each other. A bundle registers objects of these kinds in the OSGi registry:
 *
 * <ul>
 *   <li>a {@link org.virtuald.service.Service} listens on its own and answers each connection in Java;
 *   <li>a {@link org.virtuald.service.DatagramService} does the same with the datagrams of UDP;
 *   <li>a {@link org.virtuald.service.ConnectionFilter} says, before a connection is served or launched, whether it may be.
 * </ul>
 *
 * <p>The host calls all of them on threads of its own, with the class loader of the object as the context class loader, and never
 * on a thread that other services wait for. What a call throws is logged under the service's name and harms that connection
 * alone. When a bundle stops, or takes a registration back, the host closes everything that belongs to it.
 */
@NullMarked
@Export
@Version(BundleHost.API_VERSION)
package org.virtuald.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
