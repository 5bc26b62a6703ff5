using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Settings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Types;

/// <summary>Changes the way that tickets of a type go: assignment, review, archive, what must be known, who takes which step. It counts from now on, on every host.</summary>
[Needs("tickets.settings")]
internal static class ChangeType
{
    public sealed record Query(TicketType Type) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public TicketType Type { get; init; }
        public bool Assignment { get; init; }
        public bool Review { get; init; }
        public int? ReviewHours { get; init; }
        public bool Archive { get; init; }
        public int? ArchiveDays { get; init; }
        public int? ReopenDays { get; init; }
        public CodeAsked? Cause { get; init; }
        public CodeAsked? Resolution { get; init; }
        public NeededFrom? Category { get; init; }
        public NeededFrom? Contact { get; init; }
        public StepBy? ResolveBy { get; init; }
        public StepBy? ReopenBy { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ReviewHours).NotNull().InclusiveBetween(1, 24 * 90);
            RuleFor(c => c.ArchiveDays).NotNull().InclusiveBetween(1, 3650);
            RuleFor(c => c.ReopenDays).NotNull().InclusiveBetween(0, 3650);
            RuleFor(c => c.Cause).NotNull().IsInEnum();
            RuleFor(c => c.Resolution).NotNull().IsInEnum();
            RuleFor(c => c.Category).NotNull().IsInEnum();
            RuleFor(c => c.Contact).NotNull().IsInEnum();
            RuleFor(c => c.ResolveBy).NotNull().IsInEnum();
            RuleFor(c => c.ReopenBy).NotNull().IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => Of(await Find(q.Type, ct));

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var type = await Find(c.Type, ct);
            if (c.Version is { } version) db.Expect(type, version);
            type.Change(new TypeDesign
            {
                Assignment = c.Assignment, Review = c.Review, ReviewHours = c.ReviewHours!.Value, Archive = c.Archive, ArchiveDays = c.ArchiveDays!.Value, ReopenDays = c.ReopenDays!.Value, Cause = c.Cause!.Value, Resolution = c.Resolution!.Value,
                Category = c.Category!.Value, Contact = c.Contact!.Value, ResolveBy = c.ResolveBy!.Value, ReopenBy = c.ReopenBy!.Value,
            });
            await db.SaveForAll(ct);
            return Unit.Value;
        }

        async Task<TypeRules> Find(TicketType type, CancellationToken ct) => await db.TypeRules.SingleOrDefaultAsync(t => t.Type == type, ct) ?? throw new MissingException("TicketType", type);
    }

    internal static Command Of(TypeRules t) => new()
    {
        Type = t.Type, Assignment = t.Assignment, Review = t.Review, ReviewHours = t.ReviewHours, Archive = t.Archive, ArchiveDays = t.ArchiveDays, ReopenDays = t.ReopenDays, Cause = t.Cause, Resolution = t.Resolution,
        Category = t.Category, Contact = t.Contact, ResolveBy = t.ResolveBy, ReopenBy = t.ReopenBy, Version = t.Version,
    };
}

/// <summary>The types with their ways.</summary>
[Needs("tickets.settings")]
internal static class ListTypes
{
    public sealed record Query : IRequest<IReadOnlyList<ChangeType.Command>>;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, IReadOnlyList<ChangeType.Command>>
    {
        public async Task<IReadOnlyList<ChangeType.Command>> Handle(Query q, CancellationToken ct) => [.. (await db.TypeRules.AsNoTracking().OrderBy(t => t.Id).ToListAsync(ct)).Select(ChangeType.Of)];
    }
}
