using Crm.Platform.Fields;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Risks;

/// <summary>Changes how unusual a number of complaints has to be.</summary>
[Needs("tickets.settings")]
internal static class ChangeRisks
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public double? Alpha { get; init; }
        public int? Fewest { get; init; }

        /// <summary>Key of the choice field that names the product; empty: complaints are counted by category alone.</summary>
        public string? Field { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Alpha).NotNull().InclusiveBetween(0.000001, 0.1);
            RuleFor(c => c.Fewest).NotNull().InclusiveBetween(2, 1000);
        }
    }

    internal sealed class Handler(TicketsDb db, ISettings settings) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => await RiskTerms.Of(settings, ct) is var now ? new Command { Alpha = now.Alpha, Fewest = now.Fewest, Field = now.Field } : new();

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var field = string.IsNullOrWhiteSpace(c.Field) ? null : c.Field.Trim();
            if (field is not null && !await db.RiskFields().AnyAsync(f => f.Key == field, ct)) throw new RuleException("tickets.risk.field.unknown", nameof(Command.Field));
            await settings.Set(RiskTerms.Setting, new RiskTerms(c.Alpha!.Value, c.Fewest!.Value, field), ct);
            return Unit.Value;
        }
    }

    /// <summary>Fields by which complaints can be counted: those one chooses one value of.</summary>
    public static IQueryable<TicketField> RiskFields(this TicketsDb db) => db.Fields.AsNoTracking().Where(f => f.Kind == FieldKind.Choice && !f.Archived).OrderBy(f => f.Position);
}

/// <summary>What can be chosen from.</summary>
[Needs("tickets.settings")]
internal static class ReadRiskFields
{
    public sealed record Query : IRequest<IReadOnlyList<Choice>>;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Choice>>
    {
        public async Task<IReadOnlyList<Choice>> Handle(Query q, CancellationToken ct) => (await db.RiskFields().ToListAsync(ct)).ConvertAll(f => new Choice(f.Key, f.Label(user.Language)));
    }
}
