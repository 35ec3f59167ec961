'use strict';
const { runCli } = require('../cli');
const { startXai } = require('./xai');

runCli(startXai).catch((error) => {
	process.stderr.write(`${error}\n`);
	process.exitCode = 1;
});
