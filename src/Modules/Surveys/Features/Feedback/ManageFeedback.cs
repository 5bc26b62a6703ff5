using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>The lists by which feedback is classified.</summary>
[Needs("surveys.write")]
internal static class ListFeedbackCodes
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, FeedbackCodeKind Kind, string NameEn, string NameZh, int Position, bool Active);

    public sealed class Handler(SurveysDb db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken) =>
            await db.FeedbackCodes.OrderBy(c => c.Kind).ThenBy(c => c.Position).ThenBy(c => c.Id).Select(c => new Row(c.Id, c.Kind, c.NameEn, c.NameZh, c.Position, c.Active)).ToListAsync(cancellationToken);
    }
}

/// <summary>Adds an entry, or changes one; what was classified with it keeps it.</summary>
[Needs("surveys.write")]
internal static class SaveFeedbackCode
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public FeedbackCodeKind? Kind { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public int? Position { get; init; }
        public bool Active { get; init; } = true;
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Position).InclusiveBetween(0, 1000);
        }
    }

    public sealed class Handler(SurveysDb db) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var c = await db.FeedbackCodes.AsNoTracking().SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("FeedbackCode", request.Id);
            return new() { Id = c.Id, Kind = c.Kind, NameEn = c.NameEn, NameZh = c.NameZh, Position = c.Position, Active = c.Active, Version = c.Version };
        }

        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            if (request.Id == 0)
            {
                var added = new FeedbackCode(request.Kind!.Value, request.NameEn.Trim(), request.NameZh.Trim(), request.Position ?? 100);
                db.FeedbackCodes.Add(added);
                await db.SaveChangesAsync(cancellationToken);
                return added.Id;
            }
            var code = await db.FeedbackCodes.SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("FeedbackCode", request.Id);
            if (request.Version is { } version) db.Expect(code, version);
            code.Change(request.NameEn, request.NameZh, request.Position ?? 100, request.Active);
            await db.SaveChangesAsync(cancellationToken);
            return code.Id;
        }
    }
}

/// <summary>By when feedback is answered. What has come in keeps its time.</summary>
[Needs("surveys.write")]
internal static class ChangeFeedbackTerms
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int? AnswerHours { get; init; }
        public int? RemindHours { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.AnswerHours).NotNull().InclusiveBetween(1, 720);
            RuleFor(c => c.RemindHours).NotNull().InclusiveBetween(0, 719).LessThan(c => c.AnswerHours ?? 720);
        }
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var terms = await settings.Get(FeedbackTerms.Setting, new FeedbackTerms(), cancellationToken);
            return new() { AnswerHours = terms.AnswerHours, RemindHours = terms.RemindHours };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await settings.Set(FeedbackTerms.Setting, new FeedbackTerms(request.AnswerHours!.Value, request.RemindHours!.Value), cancellationToken);
            return Unit.Value;
        }
    }
}
