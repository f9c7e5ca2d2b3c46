/**
 * Loaded before a child's own code: a child whose parent is gone, however it went, ends at once. Work in its hands is safe:
 * it is still in a queue. The channel is not held open for this, so a child that has nothing left to do can still exit.
 */
process.on('disconnect', () => { process.exit(70); });
process.channel?.unref();
