using Crm.Bench;

// scripts/bench [SCENARIO...] [--seconds N] [--clients N] [--rows N] [--crowd N] [--desk N] [--answers N] [--customers N] [--members N] [--entries N] [--data DIR]: without a name, every scenario. Run when they are named: "surveys" brings in N answers of 30 items (a million), "loyalty" N members and N entries of the points ledger (a million, twenty million), "lifecycle" scores N customers as every night (200,000). "one-link" sends one survey link ten thousand times, "import" brings in N customers, "duplicates" scans as many; with a crowd of N customers or a desk of N tickets, only what is asked of them. With a data folder, customers and tickets made once are there the next time.
var (seconds, clients, rows, crowd, desk, answers, customers, members, entries, data, wanted) = (8, 8, 100_000, 0, 0, 1_000_000, 200_000, 1_000_000, 20_000_000L, (string?)null, new List<string>());
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seconds" when i + 1 < args.Length && int.TryParse(args[++i], out var s) && s > 0: seconds = s; break;
        case "--rows" when i + 1 < args.Length && int.TryParse(args[++i], out var r) && r > 0: rows = r; break;
        case "--clients" when i + 1 < args.Length && int.TryParse(args[++i], out var c) && c > 0: clients = c; break;
        case "--crowd" when i + 1 < args.Length && int.TryParse(args[++i], out var n) && n > 0: crowd = n; break;
        case "--desk" when i + 1 < args.Length && int.TryParse(args[++i], out var t) && t > 0: desk = t; break;
        case "--answers" when i + 1 < args.Length && int.TryParse(args[++i], out var a) && a > 0: answers = a; break;
        case "--customers" when i + 1 < args.Length && int.TryParse(args[++i], out var p) && p > 0: customers = p; break;
        case "--members" when i + 1 < args.Length && int.TryParse(args[++i], out var m) && m > 0: members = m; break;
        case "--entries" when i + 1 < args.Length && long.TryParse(args[++i], out var e) && e > 0: entries = e; break;
        case "--data" when i + 1 < args.Length: data = args[++i]; break;
        case var word when !word.StartsWith('-'): wanted.Add(word); break;
        default: Console.Error.WriteLine("scripts/bench [SCENARIO...] [--seconds N] [--clients N] [--rows N] [--crowd N] [--desk N] [--answers N] [--customers N] [--members N] [--entries N] [--data DIR]"); return 1;
    }
}

await using var host = await RunningHost.Start(data);
Console.WriteLine($"{clients} clients, {seconds} s a scenario, {Environment.ProcessorCount} cores shared with the clients, demo data loaded in {host.DemoTook.TotalSeconds:F1} s, first page {host.StartTook.TotalSeconds:F1} s after the start");
Console.WriteLine();
Console.WriteLine($"{"scenario",-38} {"requests/s",10} {"p50 ms",8} {"p95 ms",8} {"p99 ms",8} {"failed",7} {"MB",6} {"CPU host",9} {"+ db ms",8}");
if (wanted.Contains("loyalty")) return await LoyaltyScale.Run(host, members, entries, clients, TimeSpan.FromSeconds(seconds)) ? 0 : 1;
if (wanted.Contains("lifecycle")) return await LifecycleScale.Run(host.ConnectionString, customers) ? 0 : 1;
if (wanted.Contains("surveys")) return await SurveyScale.Run(host, answers, clients, TimeSpan.FromSeconds(seconds)) ? 0 : 1;
var failed = 0;
foreach (var scenario in desk > 0 ? await Desk.Load(host, desk) : crowd > 0 ? await Crowd.Load(host, crowd) : await Scenarios.All(host))
{
    if (wanted.Count > 0 && !wanted.Exists(w => scenario.Name.Contains(w, StringComparison.OrdinalIgnoreCase))) continue;
    var result = await Load.Run(host, scenario, clients, TimeSpan.FromSeconds(seconds));
    failed += result.Failed;
    Console.WriteLine($"{scenario.Name,-38} {result.PerSecond,10:F1} {result.At(0.50),8:F1} {result.At(0.95),8:F1} {result.At(0.99),8:F1} {result.Failed,7} {host.ResidentMegabytes,6:F0} {result.Cpu.Host,9:F1} {result.Cpu.Database,8:F1}");
    if (result.FirstFailure is { } why) Console.WriteLine($"    {why}");
}
if (desk > 0 && (wanted.Count == 0 || wanted.Contains("plans"))) failed += await DeskPlans.Check(host.ConnectionString) ? 0 : 1;
if (crowd > 0 || desk > 0) return failed == 0 ? 0 : 1;
if (wanted.Count == 0 || wanted.Contains("one-link")) failed += await OneLink.Run(host, clients) ? 0 : 1;
if (wanted.Count == 0 || wanted.Contains("import")) failed += await ImportBench.Run(host, rows) ? 0 : 1;
if (wanted.Count == 0 || wanted.Contains("duplicates")) failed += await DuplicateScale.Run(host.ConnectionString, rows);
return failed == 0 ? 0 : 1;
