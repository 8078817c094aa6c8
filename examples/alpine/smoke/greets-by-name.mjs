// Runs on the runner; BASE_URL is where the variant under test answers.
const answer = await fetch(`${process.env.BASE_URL}/greeting`, { signal: AbortSignal.timeout(5000) })
const { greeting } = await answer.json()
if (greeting !== 'hello, container') {
  console.error(`${process.env.VARIANT} answered: ${greeting}`)
  process.exit(1)
}
console.log(`${process.env.VARIANT} greets by name`)
