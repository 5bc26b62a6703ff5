using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Rules;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Segments;

/// <summary>Saves a question as a segment, new or known.</summary>
[Needs("customers.segments")]
internal static class WriteSegment
{
    /// <summary>A known segment as the form shows it first.</summary>
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }

        public string Name { get; init; } = "";
        public string? Description { get; init; }

        /// <summary>Everybody may use it.</summary>
        public bool Shared { get; init; }

        public Rule Rule { get; init; } = new();
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Description).MaximumLength(1000);
            this.AddRule(c => c.Rule, texts);
        }
    }

    public sealed class Loader(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var segment = await db.Changeable(query.Id, user, ct);
            return new Command { Id = segment.Id, Name = segment.Name, Description = segment.Description, Shared = segment.Shared, Rule = segment.Rule, Version = segment.Version };
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (command.Id == 0)
            {
                var created = new Segment(command.Name, CustomerInput.Blank(command.Description), command.Rule, command.Shared, user.Id, now);
                db.Segments.Add(created);
                await db.SaveChangesAsync(ct);
                return created.Id;
            }
            var segment = await db.Changeable(command.Id, user, ct);
            db.Expect(segment, command.Version);
            segment.Change(command.Name, CustomerInput.Blank(command.Description), command.Rule, command.Shared, now);
            await db.SaveChangesAsync(ct);
            return segment.Id;
        }
    }
}

/// <summary>Takes a segment out of the lists. What was made with it keeps working.</summary>
[Needs("customers.segments")]
internal static class RetireSegment
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            (await db.Changeable(command.Id, user, ct)).Retire(true);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
