/** JSON as the tool writes and reads it. */
package io.flipbook.replay.json;
