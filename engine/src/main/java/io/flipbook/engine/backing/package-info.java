/**
 * What the pages of a region are made of on the host: the contract of a memory backend, models of the two arrangements
 * that there are, and real memory where Linux offers it.
 *
 * <p>A backend is converted between the discards and the populates of a request, and may refuse. It belongs to the
 * engine's thread and knows nothing of requests, records or policies.
 */
package io.flipbook.engine.backing;
