using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>A person takes a warning in hand, lays it aside until a day, says that the customer was won back, or gives them up with the reason.</summary>
[Needs("lifecycle.write")]
internal static class MoveRisk
{
    public sealed record Command : IRequest<Unit>
    {
        public long CustomerId { get; init; }
        public RiskState? To { get; init; }

        /// <summary>Until when it is laid aside.</summary>
        public DateOnly? Until { get; init; }

        /// <summary>Why they are lost.</summary>
        public long? ReasonId { get; init; }
        public string? Note { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.To).NotNull().IsInEnum();
            RuleFor(c => c.Until).NotNull().When(c => c.To == RiskState.Snoozed);
            RuleFor(c => c.ReasonId).NotNull().WithMessage(_ => texts["churn.reasonNeeded"]).When(c => c.To == RiskState.Lost);
            RuleFor(c => c.Note).MaximumLength(2000);
        }
    }

    public sealed class Handler(LifecycleDb db, InstallationZone zone, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (now, today) = (db.Clock.GetUtcNow(), zone.DayOf(db.Clock.GetUtcNow()));
            var score = await db.Scores.Within(user.ScopeOf("lifecycle.write")).SingleOrDefaultAsync(s => s.CustomerId == command.CustomerId, ct) ?? throw new MissingException("customer", command.CustomerId);
            score.Move(command.To!.Value, command.Until, today, user.Id, now);
            if (command.To == RiskState.Lost)
            {
                if (!await db.ChurnReasons.AnyAsync(r => r.Id == command.ReasonId && r.Offered, ct)) throw new RuleException("churn.reasonNeeded", nameof(command.ReasonId));
                var loss = await db.Losses.OrderByDescending(l => l.LostOn).FirstOrDefaultAsync(l => l.CustomerId == score.CustomerId && (l.BackAt == null || l.LostOn == today), ct);
                if (loss is null)
                {
                    var customer = await db.Customers.AsNoTracking().SingleAsync(c => c.CustomerId == score.CustomerId, ct);
                    db.Losses.Add(loss = new Loss(score, today, SnakeCase.Of(customer.ValueClass.ToString()), customer.Source is { } source ? SnakeCase.Of(source.ToString()) : null, customer.Industry));
                }
                loss.Explain(command.ReasonId!.Value, command.Note, user.Id, now);
            }
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

[Needs("lifecycle.write")]
internal sealed class StatePage : FormPage<MoveRisk.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";
    public IReadOnlyList<Choice> States { get; private set; } = [];
    public IReadOnlyList<Choice> Reasons { get; private set; } = [];

    protected override async Task Prepare()
    {
        Name = (await Send(new ShowRisk.Query(Id))).Name;
        States = Choices.Of<RiskState>(L);
        Reasons = [.. (await Send(new ListChurnReasons.Query())).Where(r => r.Offered).Select(r => new Choice($"{r.Id}", r.Name))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = Id });
        return Done($"/churn/{Id}", "saved");
    }
}
