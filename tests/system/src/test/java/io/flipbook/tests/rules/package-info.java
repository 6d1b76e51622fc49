/** The rules of QEMU and Linux that the engine follows: each a test that is named after it and names its source. */
package io.flipbook.tests.rules;
