import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_FOLDER } from '../system/paths.mjs';
import { CREDENTIAL_TYPE, credentialsOf, NODE_TYPE } from './workflow.mjs';

const FOLDER = join(ROOT_FOLDER, 'examples');

export const exampleFiles = () => readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Examples that need an xAI credential. */
export const XAI_EXAMPLES = [
	'clip-in-two-styles.json',
	'first-and-last-frame.json',
	'three-scenes-one-film.json',
	'video-with-public-link.json',
];

export const readExample = (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** Sets the credential in each Grok Video node, as a user does after importing the workflow. */
export function withCredential(workflow, credential) {
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith(NODE_TYPE)
			? { ...node, credentials: credentialsOf(CREDENTIAL_TYPE, credential) }
			: node,
	);
	return { ...workflow, nodes };
}

/** Overrides parameters of one node. */
export function withParameters(workflow, name, parameters) {
	const nodes = workflow.nodes.map((node) =>
		node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...workflow, nodes };
}
