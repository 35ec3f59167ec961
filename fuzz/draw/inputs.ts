import fc from 'fast-check';
import { MEANINGS, NONSENSE } from '../meanings';
import type { FieldValue, Plan } from '../plan';
import { json } from './answer';
import { oftener, sometimes, sparse } from './sparse';

/** A run with a good server, in which expressions give fields any value at all. */

const value: fc.Arbitrary<FieldValue> = oftener<FieldValue>(
	[
		3,
		fc
			.constantFrom(
				null,
				true,
				false,
				0,
				-1,
				4,
				4.5,
				1e21,
				'',
				' ',
				'4',
				'true',
				'auto',
				[],
				{},
				[1],
				{
					a: 1,
				},
			)
			.map((own) => ({ json: own as never })),
	],
	[2, json.map((own) => ({ json: own }))],
	[2, fc.constantFrom(...NONSENSE).map((expression) => ({ expression }))],
);

export const anyInput: fc.Arbitrary<Plan> = fc
	.tuple(
		fc.subarray(Object.keys(MEANINGS), { minLength: 1, maxLength: 2 }),
		fc.array(value, { minLength: 2, maxLength: 2 }),
		sparse<Plan>({
			operation: sometimes(fc.constantFrom('create', 'wait', 'get', 'getMany'), 3),
			onError: sometimes(fc.constant('continueRegularOutput' as const), 3),
		}),
	)
	.map(([paths, values, plan]) => ({
		...plan,
		fields: Object.fromEntries(paths.map((path, index) => [path, values[index]])),
	}))
	// Together they can mean to wait for ever.
	.filter(({ fields }) => !('options.pollInterval' in fields && 'options.maxWait' in fields));
