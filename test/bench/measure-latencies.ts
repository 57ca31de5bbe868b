import type { Fired } from './client-messages.ts'

/** Gathers answers as they come, and sums them up. */
export function measureLatencies() {
  const cpu = process.cpuUsage()
  const latencies: number[] = []
  let refused = 0
  let begin = 0
  let end = 0
  return {
    add(status: number, milliseconds: number): void {
      end = performance.now()
      if (begin === 0) begin = end
      latencies.push(milliseconds)
      if (status < 200 || status > 299) refused += 1
    },
    sum(failures: number): Fired {
      latencies.sort((a, b) => a - b)
      const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0
      const { user, system } = process.cpuUsage(cpu)
      return {
        requests: latencies.length,
        perSecond: (latencies.length / (end - begin)) * 1000,
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        failures: failures + refused,
        clientBusy: (user + system) / 1000 / (end - begin),
      }
    },
  }
}
