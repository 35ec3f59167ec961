import fc from 'fast-check';

/** A value that is there once in so many times, and that a counterexample does without if it can. */
export function sometimes<T>(value: fc.Arbitrary<T>, once = 5): fc.Arbitrary<T | undefined> {
	return fc.oneof(
		{ withCrossShrink: true },
		{ weight: once - 1, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: value },
	);
}

/** An object without the members that were drawn as undefined. */
export function sparse<T extends object>(members: {
	[K in keyof T]?: fc.Arbitrary<T[K] | undefined>;
}): fc.Arbitrary<T> {
	return fc
		.record(members as Record<string, fc.Arbitrary<unknown>>)
		.map(
			(drawn) =>
				Object.fromEntries(
					Object.entries(drawn).filter(([, value]) => value !== undefined),
				) as unknown as T,
		);
}

export function oftener<T>(...weighted: Array<[weight: number, value: fc.Arbitrary<T>]>) {
	return fc.oneof(
		{ withCrossShrink: true },
		...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })),
	);
}
