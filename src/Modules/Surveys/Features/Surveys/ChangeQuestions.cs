using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Adds or changes a dimension of the draft.</summary>
[Needs("surveys.write")]
internal static class SaveDimension
{
    public sealed record Query(long SurveyId, string? Key) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long SurveyId { get; init; }
        public uint Version { get; init; }
        public string? Key { get; init; }
        public LocalText Title { get; init; } = new();
        public LocalText Intro { get; init; } = new();
        public double Weight { get; init; } = 1;
        public bool InIndex { get; init; } = true;
        public bool Apart { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Title.En).MaximumLength(200).NamesKnownFacts(texts);
            RuleFor(c => c.Title.Zh).MaximumLength(200).NamesKnownFacts(texts);
            RuleFor(c => c.Title.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Title.Zh));
            RuleFor(c => c.Intro.En).MaximumLength(1000).NamesKnownFacts(texts);
            RuleFor(c => c.Intro.Zh).MaximumLength(1000).NamesKnownFacts(texts);
            RuleFor(c => c.Weight).InclusiveBetween(0, 100);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            if (request.Key is null) return new() { SurveyId = survey.Id, Version = survey.Version };
            var dimension = survey.Draft.Dimensions.FirstOrDefault(d => d.Key == request.Key) ?? throw new MissingException("Dimension", request.Key);
            return new() { SurveyId = survey.Id, Version = survey.Version, Key = dimension.Key, Title = dimension.Title, Intro = dimension.Intro, Weight = dimension.Weight, InIndex = dimension.InIndex, Apart = dimension.Apart };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            db.Expect(survey, request.Version);
            var old = request.Key is { } key ? survey.Draft.Dimensions.FirstOrDefault(d => d.Key == key) ?? throw new MissingException("Dimension", key) : new Dimension { Key = survey.Draft.FreshKey("d", await db.Earlier(survey.Id, cancellationToken)) };
            survey.Edit(survey.Draft.WithDimension(old with { Title = request.Title.Trimmed(), Intro = request.Intro.Trimmed(), Weight = request.Weight, InIndex = request.InIndex, Apart = request.Apart }), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Moves or removes an item or an empty dimension of the draft.</summary>
[Needs("surveys.write")]
internal static class Rearrange
{
    public enum Act { MoveItem, RemoveItem, MoveDimension, RemoveDimension }

    public sealed record Command(long SurveyId, Act Act, string Key, int By = 0) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var by = Math.Sign(request.By);
            var draft = survey.Draft;
            var dimension = draft.Dimensions.FirstOrDefault(d => d.Key == request.Key);
            if (request.Act is Act.MoveItem or Act.RemoveItem ? draft.Find(request.Key) is null : dimension is null) throw new MissingException("Question", request.Key);
            if (request.Act == Act.RemoveDimension && dimension!.Items.Count > 0) throw new RuleException("surveys.dimension.full");
            if (request.Act == Act.RemoveItem && draft.DependentsOf(request.Key) is { Count: > 0 } dependents)
                throw new RuleException("surveys.remove.needed", null, draft.Find(request.Key)!.Text.In(user.Language), string.Join("; ", dependents.Select(i => i.Text.In(user.Language))));
            var after = request.Act switch
            {
                Act.MoveItem => draft.ItemStepped(request.Key, by),
                Act.RemoveItem => draft.WithoutItem(request.Key),
                Act.MoveDimension => draft.DimensionMoved(request.Key, by),
                _ => draft.WithoutDimension(request.Key),
            };
            draft.KeepLogic(after, user.Language);
            survey.Edit(after, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Freezes the draft as the next version.</summary>
[Needs("surveys.write")]
internal static class PublishSurvey
{
    public sealed record Command(long Id) : IRequest<int>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            var version = survey.Publish(user.Id, clock.GetUtcNow());
            db.Versions.Add(version);
            await db.SaveChangesAsync(cancellationToken);
            return version.Number;
        }
    }
}
