using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.States;

/// <summary>Calls the states of tickets what this installation calls them. Programs go on reading the states themselves.</summary>
[Needs("tickets.settings")]
internal static class RenameStates
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        /// <summary>One for each state; an empty name is the product's own.</summary>
        public List<Name> Names { get; init; } = [];
        public uint? Version { get; init; }
    }

    public sealed record Name
    {
        public TicketStatus Status { get; init; }
        public string? English { get; init; }
        public string? Chinese { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleForEach(c => c.Names).ChildRules(name =>
        {
            name.RuleFor(n => n.Status).IsInEnum();
            name.RuleFor(n => n.English).MaximumLength(StateNames.Length);
            name.RuleFor(n => n.Chinese).MaximumLength(StateNames.Length);
        });
    }

    internal sealed class Handler(TicketsDb db, KeepNames names) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var known = await db.StateNames.AsNoTracking().SingleAsync(ct);
            return new Command
            {
                Version = known.Version,
                Names = [.. Enum.GetValues<TicketStatus>().Select(s => known.Names.Find(n => n.Status == s) is var own ? new Name { Status = s, English = own?.English, Chinese = own?.Chinese } : null!)],
            };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            // Two states of one name could not be told apart.
            foreach (var (part, of) in new (string, Func<Name, string?>)[] { (nameof(Name.English), n => n.English), (nameof(Name.Chinese), n => n.Chinese) })
                if (c.Names.Select((n, i) => (Text: of(n)?.Trim(), i)).Where(n => !string.IsNullOrEmpty(n.Text)).GroupBy(n => n.Text, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
                    throw new RuleException("tickets.states.twice", $"Names[{twice.Last().i}].{part}");
            var known = await db.StateNames.SingleAsync(ct);
            if (c.Version is { } version) db.Expect(known, version);
            known.Change(c.Names.DistinctBy(n => n.Status).Select(n => new StateName(n.Status, n.English, n.Chinese)));
            await db.SaveChangesAsync(ct);
            // The other hosts hear of it from the database; here the next page shows it.
            names.Say(known);
            return Unit.Value;
        }
    }
}
