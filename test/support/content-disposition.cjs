/* global exports */
/**
 * @fastify/static requires this ECMAScript module, which jest can do from Node 24.9 on only. It is called by
 * reply.download, which nothing of ours does; whoever comes to it is told.
 */
exports.create = () => {
  throw new Error('content-disposition is not loaded in jest.');
};
