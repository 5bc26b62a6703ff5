using System.Text.Json;
using Crm.Loyalty.Data;
using Crm.Platform.Facts;
using Crm.Platform.Jobs;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Ledger;

/// <summary>The latest proofs of the ledger: what was compared, the accounts, and which members differ.</summary>
[Needs("loyalty.verify")]
internal static class ShowLedger
{
    public sealed record Query : IRequest<IReadOnlyList<Check>>;

    public sealed record Check(long Id, DateTimeOffset At, long Members, long Entries, long Lots, int DifferingMembers, TimeSpan Took, IReadOnlyList<LedgerDifference> Differences, IReadOnlyList<AccountTotal> Accounts);

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Query, IReadOnlyList<Check>>
    {
        public async Task<IReadOnlyList<Check>> Handle(Query query, CancellationToken cancellationToken) =>
            [.. (await db.LedgerChecks.AsNoTracking().OrderByDescending(c => c.Id).Take(30).ToListAsync(cancellationToken)).Select(c => new Check(c.Id, c.At, c.Members, c.Entries, c.Lots, c.DifferingMembers, TimeSpan.FromMilliseconds(c.TookMilliseconds),
                JsonSerializer.Deserialize<List<LedgerDifference>>(c.Differences)!, JsonSerializer.Deserialize<List<AccountTotal>>(c.Accounts)!))];
    }
}

/// <summary>Proves the ledger now, in the background. Answers with the job.</summary>
[Needs("loyalty.verify")]
internal static class VerifyLedger
{
    public sealed record Command : IRequest<long>;

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var job = db.Enqueue<VerifyLedgerJob, VerifyLedgerJob.Args>(new(), "loyalty.verify.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            return job.Id;
        }
    }
}

internal sealed class VerifyLedgerJob(SelfChecks checks) : IJob<VerifyLedgerJob.Args>
{
    internal sealed record Args;

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        await progress.Report(0, 1);
        var result = (await checks.Run(ct, LedgerSelfCheck.Key)).Single().Result;
        await progress.Report(1, 1);
        return new { Url = "/loyalty/ledger", result.Differences };
    }
}

[Needs("loyalty.verify")]
internal sealed class ShowPage : CrmPage
{
    internal IReadOnlyList<ShowLedger.Check> Checks { get; private set; } = [];

    public async Task OnGetAsync() => Checks = await Send(new ShowLedger.Query());
}

/// <summary>Takes the post of the button.</summary>
[Needs("loyalty.verify")]
internal sealed class VerifyPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/loyalty/ledger");

    public async Task<IActionResult> OnPostAsync() => Done($"/jobs/{await Send(new VerifyLedger.Command())}", "loyalty.verify.started");
}
