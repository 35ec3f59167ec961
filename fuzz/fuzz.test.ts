/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzzer runs in Node, not in n8n */
import { confirmed, search, seedsOf, warmUp } from './lab';

const RUNS = 24;

/** Fixed, so that only a change of the code can break the test. `npm run fuzz` draws its seed. */
const seed = Number(process.env.FUZZ_SEED ?? 20261128);

beforeAll(warmUp, 60_000);

it(`no rule is broken by ${RUNS} drawn runs`, async () => {
	const find = await confirmed(await search(seedsOf(seed, 0, RUNS)));
	expect(find && { ...find, plan: JSON.stringify(find.plan) }).toBeUndefined();
}, 120_000);
