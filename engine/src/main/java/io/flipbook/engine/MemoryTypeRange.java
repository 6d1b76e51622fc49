package io.flipbook.engine;

import io.flipbook.engine.memtype.TypeAttributes;

/**
 * A run of pages whose memory types are decided alike. Immutable.
 *
 * @param region     the region's name
 * @param offset     where it begins in the region, unsigned bytes
 * @param sizeBytes  unsigned bytes
 * @param attributes what decides the types
 */
public record MemoryTypeRange(String region, long offset, long sizeBytes, TypeAttributes attributes) {}
