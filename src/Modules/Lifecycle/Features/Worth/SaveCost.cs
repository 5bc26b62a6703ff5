using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Worth;

/// <summary>Writes down what winning customers by a channel has cost in a month, or corrects it. One figure for each month, channel and currency.</summary>
[Needs("churn.manage")]
internal static class SaveCost
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public SourceChannel? Channel { get; init; }

        /// <summary>Any day of it.</summary>
        public DateOnly? Month { get; init; }
        public decimal? Amount { get; init; }
        public string Currency { get; init; } = "CNY";
        public string? Note { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Month).NotNull().InclusiveBetween(new DateOnly(2000, 1, 1), new DateOnly(2100, 1, 1));
            RuleFor(c => c.Amount).NotNull().InclusiveBetween(0, 1_000_000_000_000);
            RuleFor(c => c.Currency).NotEmpty().Matches("^[A-Za-z]{3}$");
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    public sealed class Loader(LifecycleDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.AcquisitionCosts.Where(c => c.Id == query.Id).Select(c => new Command { Id = c.Id, Version = c.Version, Channel = c.Channel, Month = c.Month, Amount = c.Amount, Currency = c.Currency, Note = c.Note }).SingleOrDefaultAsync(ct)
            ?? throw new MissingException("cost", query.Id);
    }

    public sealed class Handler(LifecycleDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (month, currency) = (new DateOnly(c.Month!.Value.Year, c.Month.Value.Month, 1), c.Currency.ToUpperInvariant());
            if (await db.AcquisitionCosts.AnyAsync(x => x.Id != c.Id && x.Channel == c.Channel && x.Month == month && x.Currency == currency, ct)) throw new RuleException("value.cost.already", nameof(c.Month));
            AcquisitionCost cost;
            if (c.Id == 0) db.AcquisitionCosts.Add(cost = new AcquisitionCost(c.Channel!.Value, month, c.Amount!.Value, currency, c.Note));
            else
            {
                cost = await db.AcquisitionCosts.SingleOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("cost", c.Id);
                db.Expect(cost, c.Version);
                cost.Change(c.Channel!.Value, month, c.Amount!.Value, currency, c.Note);
            }
            await db.SaveChangesAsync(ct);
            return cost.Id;
        }
    }
}

/// <summary>Removes a cost that was written down by mistake; the audit trail keeps it.</summary>
[Needs("churn.manage")]
internal static class RemoveCost
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(LifecycleDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            db.AcquisitionCosts.Remove(await db.AcquisitionCosts.SingleOrDefaultAsync(c => c.Id == command.Id, ct) ?? throw new MissingException("cost", command.Id));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

[Needs("churn.manage")]
internal sealed class CostsPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListCosts.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListCosts.Query { After = After });
}

[Needs("churn.manage")]
internal sealed class NewCostPage(InstallationZone zone, TimeProvider clock) : CostForm
{
    protected override Task<SaveCost.Command> Load() => Task.FromResult(new SaveCost.Command { Month = zone.DayOf(clock.GetUtcNow()).AddMonths(-1) });
}

[Needs("churn.manage")]
internal sealed class EditCostPage : CostForm
{
    protected override Task<SaveCost.Command> Load() => Send(new SaveCost.Query(Id));
}

internal abstract class CostForm : FormPage<SaveCost.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<Choice> Channels => Choices.Of<SourceChannel>(L);

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/value/costs", "saved");
    }
}

[Needs("churn.manage")]
internal sealed class RemoveCostPage : CrmPage
{
    public void OnGet() { }

    public Task<IActionResult> OnPostAsync(long id) => Try(async () => { await Send(new RemoveCost.Command(id)); return Done("/value/costs", "value.cost.removed"); }, () => Task.FromResult<IActionResult>(Page()), prefix: "");
}
