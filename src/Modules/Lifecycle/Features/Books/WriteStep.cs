using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Books;

/// <summary>Adds a step to a playbook, or changes one. To-dos that were given already stay as they are.</summary>
[Needs("lifecycle.settings")]
internal static class WriteStep
{
    public sealed record Query(string Key, long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public string Key { get; init; } = "";

        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string? English { get; init; }
        public string? Chinese { get; init; }
        public int? AfterDays { get; init; }
        public StepDoer? Doer { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.English).NotEmpty().MaximumLength(300);
            RuleFor(c => c.Chinese).NotEmpty().MaximumLength(300);
            RuleFor(c => c.AfterDays).NotNull().InclusiveBetween(0, 730);
            RuleFor(c => c.Doer).NotNull().IsInEnum();
        }
    }

    internal sealed class Loader(LifecycleDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var book = await db.Book(q.Key, ct);
            if (q.Id == 0) return new Command { Key = q.Key, AfterDays = 7, Doer = StepDoer.Owner };
            var step = book.Step(q.Id);
            return new Command { Key = q.Key, Id = step.Id, English = step.English, Chinese = step.Chinese, AfterDays = step.AfterDays, Doer = step.Doer, Version = step.Version };
        }
    }

    internal sealed class Handler(LifecycleDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var book = await db.Book(c.Key, ct);
            if (c.Id == 0) book.Add(c.English!, c.Chinese!, c.AfterDays!.Value, c.Doer!.Value);
            else
            {
                var step = book.Step(c.Id);
                db.Expect(step, c.Version);
                step.Change(c.English!, c.Chinese!, c.AfterDays!.Value, c.Doer!.Value);
            }
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    internal static async Task<StageBook> Book(this LifecycleDb db, string key, CancellationToken ct) =>
        await db.Books.Include(b => b.Steps).SingleOrDefaultAsync(b => b.Key == key, ct) ?? throw new MissingException("StageBook", key);
}

/// <summary>Takes a step out of a playbook.</summary>
[Needs("lifecycle.settings")]
internal static class RemoveStep
{
    public sealed record Command(string Key, long Id) : IRequest;

    internal sealed class Handler(LifecycleDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var book = await db.Book(c.Key, ct);
            book.Remove(c.Id);
            if (book.Steps.Count == 0) book.Switch(false);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Switches a playbook on or off: who enters from now on is followed, or no longer.</summary>
[Needs("lifecycle.settings")]
internal static class SwitchBook
{
    public sealed record Command(string Key, bool Active) : IRequest;

    internal sealed class Handler(LifecycleDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            (await db.Book(c.Key, ct)).Switch(c.Active);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
