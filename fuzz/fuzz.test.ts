/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzzer runs in Node, not in n8n */
import { findConfirmed, search, seedsOf, warmUp } from './search';

const RUNS = 24;

/** Fixed, so that only a code change can break the test. `npm run fuzz` draws a random one. */
const seed = Number(process.env.FUZZ_SEED ?? 20261128);

beforeAll(warmUp, 60_000);

it(`${RUNS} random runs break no rule`, async () => {
	const finding = await findConfirmed(await search(seedsOf(seed, 0, RUNS)));
	expect(finding && { ...finding, plan: JSON.stringify(finding.plan) }).toBeUndefined();
}, 120_000);
