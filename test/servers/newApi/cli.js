'use strict';
const { runCli } = require('../cli');
const { startGateway } = require('./gateway');

runCli(startGateway).catch((error) => {
	process.stderr.write(`${error}\n`);
	process.exitCode = 1;
});
