/** Models of devices, a device behind each, and the engine, driven together: what is there is mapped, nothing else. */
package io.flipbook.tests.pairing;
