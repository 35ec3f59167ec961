/** A Jest transform for third-party modules: all test files of a worker share the copy that Node loaded. */
exports.process = () => ({ code: 'module.exports = loadOnce(__filename);' });
