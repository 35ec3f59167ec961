/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { shownFields } from '../support/editor';

/** What can be seen without a run; e2e runs every example in n8n. */

const FOLDER = join(__dirname, '..', '..', 'examples');

const ADDED_TO_TOOLS = ['descriptionType', 'toolDescription'];

describe.each(readdirSync(FOLDER))('the example %s', (file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: INode[] };

	it('has a note, and holds no credential', () => {
		expect(nodes.map(({ type }) => type)).toContain('n8n-nodes-base.stickyNote');
		expect(nodes.flatMap((node) => Object.keys(node))).not.toContain('credentials');
	});

	it('sets only fields that the editor shows', () => {
		const own = nodes.filter(({ type }) => type.startsWith('n8n-nodes-grok-video.'));
		expect(own.length).toBeGreaterThan(0);
		for (const { name, parameters, type } of own) {
			const shown = shownFields(parameters, type.endsWith('Tool')).map((field) => field.name);
			const known = [...shown, ...ADDED_TO_TOOLS];
			const hidden = Object.keys(parameters).filter((field) => !known.includes(field));
			expect([name, hidden]).toEqual([name, []]);
		}
	});
});
