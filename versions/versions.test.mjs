import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { replacePart } from './compatibility.mjs';
import { nodeFor, rangeOf, RELEASES } from './releases.mjs';

const runningNode = process.versions.node;

describe('the Node for a release', () => {
	it('is the running Node if the release supports it', () => {
		assert.equal(nodeFor({ n8n: '2.8.4', nodeRange: `>=${runningNode}` }), undefined);
	});

	it('is the oldest supported Node if the running one is too old or too new', () => {
		assert.equal(nodeFor({ n8n: '9.0.0', nodeRange: '>=24.0.0 <24.0.1' }), 24);
		assert.equal(nodeFor({ n8n: '1.94.1', nodeRange: '>=20.5.0 <20.5.1' }), 20);
	});

	it('is the minimum of package.json for the oldest release', () => {
		const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
		const oldest = nodeFor({ n8n: RELEASES[0], nodeRange: '*' });
		assert.equal(`>=${oldest.replace(/\.0$/, '')}`, engines.node);
	});

	it('must be one of the known major versions', () => {
		const release = { n8n: '9.0.0', nodeRange: '>=99' };
		assert.throws(() => nodeFor(release), /n8n 9\.0\.0 needs Node >=99/);
	});
});

describe('a requested version', () => {
	it('is a range of releases or a single one', () => {
		assert.equal(rangeOf('2.20'), '~2.20.0');
		assert.equal(rangeOf('1.85.4'), '1.85.4');
	});

	it('must be valid', () => {
		for (const version of ['2', 'newest', '--help', '1.85.x', '']) {
			assert.throws(() => rangeOf(version), /is not a version of n8n/);
		}
	});
});

describe('docs/compatibility.md', () => {
	const text =
		'# T\n<!-- a:begin -->\nold\n<!-- a:end -->\nbetween\n<!-- b:begin -->\n<!-- b:end -->\n';

	it('keeps everything outside of the written part', () => {
		const once = replacePart(text, 'a', ['new', '$&']);
		const both = replacePart(once, 'b', ['more']);
		assert.equal(
			both,
			'# T\n<!-- a:begin -->\n\nnew\n$&\n\n<!-- a:end -->\nbetween\n' +
				'<!-- b:begin -->\n\nmore\n\n<!-- b:end -->\n',
		);
		assert.equal(replacePart(both, 'b', ['more']), both);
	});

	it('must contain the markers of the part', () => {
		assert.throws(() => replacePart('# T\n', 'a', []), /has no part "a"/);
	});
});
