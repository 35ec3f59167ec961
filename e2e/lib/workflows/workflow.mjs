export const PACKAGE_NAME = 'n8n-nodes-grok-video';
export const NODE_TYPE = `${PACKAGE_NAME}.grokVideo`;
export const CREDENTIAL_TYPE = 'grokVideoApi';

const NODE_DISTANCE = 220;

/** A resource locator's value, as the editor saves it after a selection from the list. */
export const fromList = (value, name = value) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName: name,
});

export const manualTrigger = (name = 'Start') => ({
	name,
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
});

/** A Grok Video node. `credential` comes from N8nClient.createCredential(); `settings` is e.g. retryOnFail. */
export const grokVideo = (parameters, { credential, name = 'Grok Video', ...settings } = {}) => ({
	name,
	type: NODE_TYPE,
	typeVersion: 1,
	parameters,
	credentials: credential && credentialsOf(CREDENTIAL_TYPE, credential),
	...settings,
});

export const credentialsOf = (type, { id, name }) => ({ [type]: { id, name } });

/** A workflow of nodes in a row, from left to right. */
export function chain(name, nodes) {
	const connections = {};
	nodes.slice(1).forEach((node, index) => {
		connections[nodes[index].name] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
	});
	return {
		name,
		nodes: nodes.map((node, index) => ({
			id: crypto.randomUUID(),
			position: [index * NODE_DISTANCE, 0],
			...node,
		})),
		connections,
	};
}
