'use strict';
// The local gateway in its own process, so that memory and time measured elsewhere are the node's.
// Takes its options as JSON, sends its address, and replies to every message with its statistics.
require('../test/environment/register');
const { startGateway } = require('../test/servers/newApi/gateway');

async function main() {
	const gateway = await startGateway(JSON.parse(process.argv[2]));
	process.on('message', () => {
		process.send({
			tasks: gateway.tasks.length,
			requests: gateway.requests.length,
			maxPolls: Math.max(...gateway.tasks.map(({ polls }) => polls)),
			downloads: gateway.tasks.reduce((sum, { downloads }) => sum + downloads, 0),
			aborted: gateway.tasks.reduce((sum, { aborted }) => sum + aborted, 0),
		});
	});
	process.on('disconnect', () => process.exit());
	process.send({ url: gateway.url, key: gateway.key });
}

main();
