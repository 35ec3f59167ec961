/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzzer runs in Node, not in n8n */
import { Lab, seedsOf, type Find } from './lab';

const RUNS = 60;
const AT_ONCE = 60;

/** Fixed, so that only a change of the code can break the test. `npm run fuzz` draws its seed. */
const seed = Number(process.env.FUZZ_SEED ?? 20261128);

let lab: Lab;
beforeAll(async () => {
	lab = await Lab.open();
}, 60_000);
afterAll(async () => await lab.close());

it(`no rule is broken by ${RUNS} drawn runs`, async () => {
	const finds = await lab.search(seedsOf(seed, 0, RUNS), AT_ONCE);
	const confirmed: Find[] = [];
	for (const find of finds.slice(0, 3)) {
		const again = await lab.confirm(find);
		if (again) confirmed.push(again);
	}
	expect(confirmed.map((find) => ({ ...find, plan: JSON.stringify(find.plan) }))).toEqual([]);
}, 120_000);
