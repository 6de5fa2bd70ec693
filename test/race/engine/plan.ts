/** A schedule: where it deviates from letting each thread go on for as long as it can. */

/** Steps are counted from 1; choice 0 is the default and never written down. */
export class Plan {
  readonly steps: number[] = [];
  readonly choices: number[] = [];

  get length(): number {
    return this.steps.length;
  }

  push(step: number, choice: number): void {
    this.steps.push(step);
    this.choices.push(choice);
  }

  pop(): void {
    this.steps.pop();
    this.choices.pop();
  }

  clear(): void {
    this.steps.length = 0;
    this.choices.length = 0;
  }

  /** 53 bits that tell schedules apart. */
  hash(): number {
    let high = 0x811c9dc5;
    let low = 0x9747b28c;
    for (let index = 0; index < this.steps.length; index++) {
      const item = (this.steps[index] ?? 0) * 16 + (this.choices[index] ?? 0);
      high = Math.imul(high ^ item, 0x01000193);
      low = Math.imul(low ^ item, 0x85ebca6b) ^ (low >>> 13);
    }
    return (high >>> 0) * 2 ** 21 + (low >>> 11);
  }

  /** `12:1,18:2`, or `-` for the schedule without deviations. */
  toString(): string {
    if (this.length === 0) return "-";
    return this.steps.map((step, index) => `${step}:${this.choices[index]}`).join(",");
  }

  /** The plan of a text as {@link toString} writes it; or what is wrong with the text. */
  static parse(text: string): Plan | { readonly error: string } {
    const plan = new Plan();
    if (text === "-") return plan;
    for (const part of text.split(",")) {
      const [, stepText, choiceText] = /^(\d+):(\d+)$/.exec(part) ?? [];
      if (stepText === undefined || choiceText === undefined) return { error: `"${part}" is not STEP:CHOICE` };
      const [step, choice, before] = [Number(stepText), Number(choiceText), plan.steps.at(-1) ?? 0];
      // A plan is read from its start to its end: what does not come next would never be looked at.
      if (step === 0) return { error: "there is no step 0: steps are counted from 1" };
      if (step === before) return { error: `step ${step} is there twice` };
      if (step < before) return { error: `step ${step} comes after step ${before}: steps are in rising order` };
      if (choice === 0) return { error: `step ${step} has choice 0, which is the default and never written down` };
      plan.push(step, choice);
    }
    return plan;
  }
}
