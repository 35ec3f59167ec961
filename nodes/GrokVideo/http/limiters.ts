/** A counting semaphore: lets work of so much weight run at the same time; the rest waits for its turn. */
export class Semaphore {
	private readonly waiting: Array<{ weight: number; begin: () => void }> = [];

	private free: number;

	constructor(private readonly capacity: number) {
		this.free = capacity;
	}

	/** Work that is heavier than the capacity runs alone. */
	async use<T>(work: () => Promise<T>, weight = 1): Promise<T> {
		const own = Math.min(weight, this.capacity);
		await new Promise<void>((begin) => {
			this.waiting.push({ weight: own, begin });
			this.beginNext();
		});
		try {
			return await work();
		} finally {
			this.free += own;
			this.beginNext();
		}
	}

	private beginNext(): void {
		while (this.waiting.length > 0 && this.waiting[0].weight <= this.free) {
			const { weight, begin } = this.waiting.shift()!;
			this.free -= weight;
			begin();
		}
	}
}
