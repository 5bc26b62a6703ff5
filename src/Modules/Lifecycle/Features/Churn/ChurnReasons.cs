using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>The reasons customers leave for, as the installation names them.</summary>
[Needs("lifecycle.read")]
internal static class ListChurnReasons
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Name, bool Offered, long Losses);

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct)
        {
            var (reasons, losses) = (await db.ChurnReasons.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct),
                await db.Losses.Within(user.ScopeOf("lifecycle.read")).Where(l => l.ReasonId != null).GroupBy(l => l.ReasonId!.Value).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct));
            return [.. reasons.Select(r => new Row(r.Id, r.In(user.Language), r.Offered, losses.GetValueOrDefault(r.Id)))];
        }
    }
}

/// <summary>Adds a reason, or changes one. One that has been used stays where it was used.</summary>
[Needs("churn.manage")]
internal static class SaveChurnReason
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string English { get; init; } = "";
        public string Chinese { get; init; } = "";
        public bool Offered { get; init; } = true;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.English).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Chinese).NotEmpty().MaximumLength(100);
        }
    }

    public sealed class Loader(LifecycleDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.ChurnReasons.Where(r => r.Id == query.Id).Select(r => new Command { Id = r.Id, Version = r.Version, English = r.English, Chinese = r.Chinese, Offered = r.Offered }).SingleOrDefaultAsync(ct)
            ?? throw new MissingException("churnReason", query.Id);
    }

    public sealed class Handler(LifecycleDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            ChurnReason reason;
            if (command.Id == 0) db.ChurnReasons.Add(reason = new ChurnReason(command.English, command.Chinese));
            else
            {
                reason = await db.ChurnReasons.SingleOrDefaultAsync(r => r.Id == command.Id, ct) ?? throw new MissingException("churnReason", command.Id);
                db.Expect(reason, command.Version);
                reason.Change(command.English, command.Chinese, command.Offered);
            }
            await db.SaveChangesAsync(ct);
            return reason.Id;
        }
    }
}

[Needs("lifecycle.read")]
internal sealed class ReasonsPage : CrmPage
{
    public IReadOnlyList<ListChurnReasons.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListChurnReasons.Query());
}

[Needs("churn.manage")]
internal sealed class NewReasonPage : ReasonForm;

[Needs("churn.manage")]
internal sealed class EditReasonPage : ReasonForm;

internal abstract class ReasonForm : FormPage<SaveChurnReason.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<SaveChurnReason.Command> Load() => Id == 0 ? base.Load() : Send(new SaveChurnReason.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/churn/reasons", "saved");
    }
}
