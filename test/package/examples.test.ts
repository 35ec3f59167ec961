/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { shownFields } from '../support/editor';

/** Static checks only: e2e runs every example in n8n. */

const FOLDER = join(__dirname, '..', '..', 'examples');

/** Parameters that n8n adds to tools. */
const TOOL_PARAMETERS = ['descriptionType', 'toolDescription'];

describe.each(readdirSync(FOLDER))('the example %s', (file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: INode[] };

	it('has a sticky note and no credentials', () => {
		expect(nodes.map(({ type }) => type)).toContain('n8n-nodes-base.stickyNote');
		expect(nodes.flatMap((node) => Object.keys(node))).not.toContain('credentials');
	});

	it('sets only fields that the editor shows', () => {
		const grokNodes = nodes.filter(({ type }) => type.startsWith('n8n-nodes-grok-video.'));
		expect(grokNodes.length).toBeGreaterThan(0);
		for (const { name, parameters, type } of grokNodes) {
			const shownNames = shownFields(parameters, type.endsWith('Tool')).map((field) => field.name);
			const known = [...shownNames, ...TOOL_PARAMETERS];
			const hidden = Object.keys(parameters).filter((field) => !known.includes(field));
			expect([name, hidden]).toEqual([name, []]);
		}
	});
});
