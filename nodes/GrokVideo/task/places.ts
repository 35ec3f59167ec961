/** Lets so many pieces of work run at the same time; the others wait for their turn. */
export class Places {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	async use<T>(work: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((begin) => this.waiting.push(begin));
		try {
			return await work();
		} finally {
			const next = this.waiting.shift();
			if (next) next();
			else this.free++;
		}
	}
}
