/** Jest's transform of a third-party module: the worker's one copy of it, as Node has loaded it. */
exports.process = () => ({ code: 'module.exports = loadOnce(__filename);' });
