using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Greetings;

/// <summary>Adds a greeting, or changes one.</summary>
[Needs("care.write")]
internal static class SaveGreeting
{
    /// <summary>The greeting as its form shows it.</summary>
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public GreetingKind Kind { get; init; } = GreetingKind.OwnDay;
        public Festival? Festival { get; init; }
        public int? Month { get; init; }
        public int? Day { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public string SubjectEn { get; init; } = "";
        public string SubjectZh { get; init; } = "";
        public string BodyEn { get; init; } = "";
        public string BodyZh { get; init; } = "";
        public int Hour { get; init; } = 9;
        public long? SegmentId { get; init; }
        public List<CustomerLevel> Levels { get; init; } = [];
        public bool On { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(CareMails mails, Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Festival).IsInEnum();
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.SubjectEn).NotEmpty().MaximumLength(200).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            RuleFor(c => c.SubjectZh).NotEmpty().MaximumLength(200).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            RuleFor(c => c.BodyEn).NotEmpty().MaximumLength(10_000).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            RuleFor(c => c.BodyZh).NotEmpty().MaximumLength(10_000).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            RuleFor(c => c.Hour).InclusiveBetween(0, 23);
            RuleForEach(c => c.Levels).IsInEnum();
        }
    }

    public sealed class Handler(CareDb db, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var g = await db.Greetings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new MissingException("greeting", query.Id);
            return new Command
            {
                Id = g.Id, Version = g.Version, Kind = g.Kind, Festival = g.Festival, Month = g.Month, Day = g.Day, NameEn = g.NameEn, NameZh = g.NameZh, SubjectEn = g.SubjectEn, SubjectZh = g.SubjectZh,
                BodyEn = g.BodyEn, BodyZh = g.BodyZh, Hour = g.Hour, SegmentId = g.SegmentId, Levels = [.. g.Levels], On = g.On,
            };
        }

        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var terms = new GreetingTerms(command.Kind, command.Festival, command.Month, command.Day, new(command.NameEn.Trim(), command.NameZh.Trim()), new(command.SubjectEn.Trim(), command.SubjectZh.Trim()),
                new(command.BodyEn.Trim(), command.BodyZh.Trim()), command.Hour, command.SegmentId, command.Levels);
            Greeting? greeting = null;
            if (command.Id != 0)
            {
                greeting = await db.Greetings.SingleOrDefaultAsync(g => g.Id == command.Id, cancellationToken) ?? throw new MissingException("greeting", command.Id);
                db.Expect(greeting, command.Version);
            }
            if (command.SegmentId is { } segment && segment != greeting?.SegmentId && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("care.segment.gone", nameof(command.SegmentId));
            // Switched on, it sends: that needs the right to send.
            if (command.On != (greeting?.On ?? false) && !user.Can("care.send")) throw new RuleException("care.greeting.mayNotSwitch", nameof(command.On));
            if (greeting is null) db.Greetings.Add(greeting = new Greeting(terms, command.On, db.Clock.GetUtcNow()));
            else
            {
                greeting.Change(terms);
                greeting.Switch(command.On);
            }
            await db.SaveChangesAsync(cancellationToken);
            return greeting.Id;
        }
    }
}

/// <summary>Switches a greeting on or off.</summary>
[Needs("care.send")]
internal static class SwitchGreeting
{
    public sealed record Command(long Id, bool On) : IRequest<Unit>;

    public sealed class Handler(CareDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var greeting = await db.Greetings.SingleOrDefaultAsync(g => g.Id == command.Id, cancellationToken) ?? throw new MissingException("greeting", command.Id);
            greeting.Switch(command.On);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
