using System.Diagnostics;
using System.Text.Json;
using Crm.Contracts;
using Crm.Platform.Events;
using Crm.Platform.Modules;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>What a context needs to save; one per scope.</summary>
public sealed class SaveServices(TimeProvider clock, CurrentUser user, OutboxSignal signal, MasterKey? master)
{
    /// <summary>The one clock.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Who saves.</summary>
    public CurrentUser User { get; } = user;

    internal OutboxSignal Signal { get; } = signal;

    internal MasterKey Master => master ?? throw new InvalidOperationException("There is no master key.");

    /// <summary>Whose rows were written in this scope: what is answered may tell about them.</summary>
    internal HashSet<long> Subjects { get; } = [];

    /// <summary>The keys that the last save sealed with: what is answered of it is sealed with the same.</summary>
    internal IReadOnlyDictionary<long, SubjectKey> Keys { get; set; } = new Dictionary<long, SubjectKey>();

    /// <summary>Name of the use case that runs, for the audit trail.</summary>
    public string Action { get; set; } = "";

    /// <summary>Idempotency-Key of the request, not written yet: the first save takes it along, so that key and effect are one.</summary>
    internal IdempotencyRow? KeyOfRequest { get; set; }

    /// <summary>For a context outside of any scope, which only reads.</summary>
    public static SaveServices None { get; } = new(TimeProvider.System, new CurrentUser(), new OutboxSignal(), null);
}

/// <summary>
/// A module's context on its own schema. One save writes the rows, their audit lines, the events they raised, and
/// any notice, mail or job added beside them, in one transaction.
/// </summary>
public abstract class ModuleDb(DbContextOptions options) : DbContext(options)
{
    SaveServices services = SaveServices.None;

    /// <summary>Lends the context to a scope. Contexts are kept and lent again; nothing of who had one stays in it.</summary>
    public void LendTo(SaveServices scope) => services = scope;

    internal SaveServices Scope => services;

    /// <summary>Schema, which is the module's name.</summary>
    public abstract string Schema { get; }

    /// <summary>The module's own tables.</summary>
    protected abstract void Map(ModelBuilder model);

    /// <summary>Roll-ups kept from the module's own rows.</summary>
    public virtual IReadOnlyList<Facts.DailyFacts> RollUps => [];

    /// <summary>Adds what every installation starts with (shipped roles, templates). Runs after each "migrate": adds only what is missing, and saves.</summary>
    public virtual Task Seed(IServiceProvider services, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether migrations of the module are missing in the database. EF's own question loads every type of the assembly to find them.</summary>
    internal async Task<bool> IsBehind(Module module, CancellationToken ct) => module.Migrations.Except(await Database.GetAppliedMigrationsAsync(ct)).Any();

    /// <summary>The clock.</summary>
    public TimeProvider Clock => services.Clock;

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<InboxRow> Inbox => Set<InboxRow>();
    public DbSet<AuditRow> Audit => Set<AuditRow>();
    public DbSet<NotificationRow> Notifications => Set<NotificationRow>();
    public DbSet<MailRow> Mail => Set<MailRow>();
    public DbSet<JobRow> Jobs => Set<JobRow>();

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<OutboxRow>(e =>
        {
            e.ToTable("outbox");
            e.Property(o => o.Payload).HasColumnType("jsonb");
            e.HasIndex(o => o.DueAt).HasFilter("done_at is null and due_at is not null").HasDatabaseName("ix_outbox_due");
            e.HasIndex(o => o.OccurredAt).HasFilter("done_at is null").HasDatabaseName("ix_outbox_open");
        });
        modelBuilder.Entity<InboxRow>(e => { e.ToTable("inbox"); e.HasKey(i => new { i.EventId, i.Handler }); });
        PlatformDb.MapShared(modelBuilder, owned: this is PlatformDb);
        Map(modelBuilder);
        foreach (var type in modelBuilder.Model.GetEntityTypes().Where(t => typeof(Entity).IsAssignableFrom(t.ClrType)))
            modelBuilder.Entity(type.ClrType).Property(nameof(Entity.Version)).HasColumnName("xmin").IsRowVersion();
        SnakeCase.Apply(modelBuilder.Model);
    }

    /// <summary>Gives a numbered entity its sequence. The number is in the row as soon as it is saved.</summary>
    protected static void Numbered<T>(ModelBuilder model, string schema) where T : class, INumbered
    {
        var sequence = SnakeCase.Of(typeof(T).Name) + "_number";
        model.HasSequence<long>(sequence, schema);
        model.Entity<T>().Property(e => e.Number).HasDefaultValueSql($"nextval('{schema}.{sequence}')").ValueGeneratedOnAdd();
        model.Entity<T>().HasIndex(e => e.Number).IsUnique();
    }

    /// <summary>Refuses the save when the row has changed since the reader saw version <paramref name="version"/>.</summary>
    public void Expect(Entity row, uint version) => Entry(row).Property(nameof(Entity.Version)).OriginalValue = version;

    public sealed override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save with SaveChangesAsync.");

    /// <summary>Saves without events and audit lines, and forgets the rows: demo data, which nobody did and nobody has to hear of.</summary>
    public async Task SaveQuietly(CancellationToken ct)
    {
        ChangeTracker.DetectChanges();
        foreach (var entry in ChangeTracker.Entries<Entity>()) entry.Entity.ForgetRaised();
        await base.SaveChangesAsync(true, ct);
        ChangeTracker.Clear();
    }

    public sealed override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (services.KeyOfRequest is { } key)
        {
            services.KeyOfRequest = null;
            Add(key);
        }
        ChangeTracker.DetectChanges();
        // From here on nothing changes but what is added: one look at all rows is enough, and EF would take eight.
        var detects = ChangeTracker.AutoDetectChangesEnabled;
        ChangeTracker.AutoDetectChangesEnabled = false;
        var queued = Queued.Take(ChangeTracker);
        try
        {
            return await Write(queued, acceptAllChangesOnSuccess, cancellationToken);
        }
        catch
        {
            queued.GiveBack(this); // whoever mends what was refused and saves again still sends them
            throw;
        }
        finally { ChangeTracker.AutoDetectChangesEnabled = detects; }
    }

    async Task<int> Write(Queued queued, bool accept, CancellationToken ct)
    {
        var entries = ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        var raising = entries.Select(e => e.Entity).Union(ChangeTracker.Entries<Entity>().Select(e => (object)e.Entity)).OfType<Entity>().Where(e => e.Raised.Count > 0).ToList();
        var recorded = ChangeTracker.Entries<AuditRow>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).Where(a => a.SubjectId is not null).ToList();
        var tells = raising.Count > 0 || recorded.Count > 0 || entries.Any(e => e.Entity is IAudited);
        if (!tells && queued.IsEmpty) return await base.SaveChangesAsync(accept, ct);

        // What tells of new rows names them, and what it says of somebody is sealed: keys of both kinds come in one round trip. Whoever is new has none yet.
        var trip = new RoundTrip(this);
        if (tells && entries.Any(e => e.State == EntityState.Added && e.Entity is Entity { Id: 0 })) await NewKeys.Draw(trip, this, entries, ct);
        services.Keys = SubjectKeys.ForReading(trip, services.Master, [.. entries.Where(e => e.Entity is IAudited).Select(Change.SubjectOf).Concat(recorded.Select(l => l.SubjectId)).OfType<long>().Concat(queued.Subjects).Where(id => id != 0).Distinct()]);
        await trip.Go(ct);
        // One save is one act, at one instant.
        var at = services.Clock.GetUtcNow();
        var lines = entries.Where(e => e.Entity is IAudited).Select(e => new Change(e)).Where(c => c.Anything).Select(c => c.ToRow(services, at)).ToList();
        var events = raising.SelectMany(e => e.Raised).Select(r => Outgoing(r.Happened(), r.Due)).ToList();
        services.Subjects.UnionWith(entries.Select(e => e.Entity).OfType<IAboutSubject>().Select(a => a.SubjectId).Concat(recorded.Concat(lines).Select(l => l.SubjectId)).OfType<long>().Where(id => id != 0));
        long[] sealedFor = [.. recorded.Concat(lines).Select(l => l.SubjectId).OfType<long>().Concat(queued.Subjects).Distinct()];
        var unkeyed = !sealedFor.All(services.Keys.ContainsKey);
        // Rows look after themselves. What is written beside them is written with them or not at all: notices, mails, and somebody's first key.
        await using var own = Database.CurrentTransaction is null && (unkeyed || !queued.IsEmpty) ? await Begin(ct) : null;
        if (unkeyed) services.Keys = await SubjectKeys.ForWriting(this, services.Master, sealedFor, ct);
        var plain = recorded.ConvertAll(l => (l.Before, l.After));
        foreach (var line in recorded.Concat(lines).Where(l => l.SubjectId is not null)) Seal(line, services.Keys[line.SubjectId!.Value]);
        Audit.AddRange(lines);
        Outbox.AddRange(events);
        int saved;
        try { saved = await base.SaveChangesAsync(accept, ct); }
        catch
        {
            // Whoever mends what was refused and saves again tells it anew.
            foreach (var added in lines.Concat<object>(events)) Entry(added).State = EntityState.Detached;
            foreach (var (line, (before, after)) in recorded.Zip(plain)) (line.Before, line.After) = (before, after);
            throw;
        }
        foreach (var entity in raising) entity.ForgetRaised();
        if (!queued.IsEmpty) await queued.Insert(this, services.Keys, ct);
        if (own is not null) await own.CommitAsync(ct);
        if (raising.Count > 0) services.Signal.Wake();
        return saved;
    }

    /// <summary>Puts an event into the outbox; it leaves with the next save, or at <paramref name="due"/>. Entities raise theirs by themselves.</summary>
    public void Publish(IEvent happened, DateTimeOffset? due = null)
    {
        Outbox.Add(Outgoing(happened, due));
        services.Signal.Wake();
    }

    /// <summary>Puts many events into the outbox at once, within the open transaction: for rows that are copied in, which raise none by themselves.</summary>
    public async Task PublishMany(IEnumerable<IEvent> happened, CancellationToken ct)
    {
        await this.CopyIn(happened.Select(e => Outgoing(e, null)), ct);
        services.Signal.Wake();
    }

    internal OutboxRow Outgoing(IEvent happened, DateTimeOffset? due)
    {
        var now = services.Clock.GetUtcNow();
        return new() { Id = Guid.CreateVersion7(now), Type = EventTypes.NameOf(happened.GetType()), Payload = JsonSerializer.Serialize(happened, happened.GetType(), EventTypes.Json), OccurredAt = now, DueAt = due ?? now };
    }

    /// <summary>
    /// Lines of the audit trail for rows that are copied in: who and when, and where the row came from. Its values are
    /// not repeated, since nobody has changed them yet: <see cref="Past"/> finds them by going back from today. The origin
    /// tells nothing of the person and is not sealed; <paramref name="subject"/> says whose trail the line belongs to.
    /// </summary>
    public Task RecordMany(string entity, IEnumerable<(long Id, object Origin)> rows, CancellationToken ct, Func<long, long?>? subject = null) =>
        this.CopyIn(rows.Select(r => Change.Row(services, services.Action, entity, r.Id, "created", null, JsonSerializer.Serialize(r.Origin, EventTypes.Json), subject?.Invoke(r.Id))), ct);

    /// <summary>Adds a line to the audit trail for an act that changes no row (an export, a failed sign-in, a reveal).</summary>
    /// <param name="subjectId">Whom the details tell about; they are sealed under this subject's key.</param>
    public void Record(string action, string entity, long? entityId, object? details = null, long? subjectId = null) => Audit.Add(
        Change.Row(services, action, entity, entityId, "done", null, details is null ? null : JsonSerializer.Serialize(details, EventTypes.Json), subjectId));

    /// <summary>Adds a line for a row that was changed past the change tracker, as if it had been tracked.</summary>
    public void RecordChange(string entity, long entityId, IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after, long? subjectId) => Audit.Add(
        Change.Row(services, services.Action, entity, entityId, "changed", JsonSerializer.Serialize(before, EventTypes.Json), JsonSerializer.Serialize(after, EventTypes.Json), subjectId));

    static void Seal(AuditRow line, SubjectKey key) =>
        (line.Before, line.After) = (line.Before is null ? null : SealedJson.Seal(key, line.Before), line.After is null ? null : SealedJson.Seal(key, line.After));

    /// <summary>Seals a text under a subject's key, to be kept in a row of this context.</summary>
    public async Task<string> Seal(long subjectId, string text, CancellationToken ct) =>
        (await SubjectKeys.ForWriting(this, services.Master, [subjectId], ct))[subjectId].Seal(text);

    /// <summary>Destroys the keys of subjects who are forgotten: whatever was sealed under them can never be read again, here or in a backup.</summary>
    public Task DestroyKeys(IReadOnlyCollection<long> subjects, CancellationToken ct) => SubjectKeys.Destroy(this, subjects, ct);

    /// <summary>A statement past EF on the context's own connection, which the caller has opened, and inside its transaction if there is one.</summary>
    public NpgsqlCommand Command(string sql) => new(sql, (NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction());

    /// <summary>Several such statements in one round trip.</summary>
    internal NpgsqlBatch Batch(IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction());
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Opens a transaction that holds whole or not at all: nobody goes on with it after a save that failed, so no save needs a savepoint to go back to, which are two round trips each.</summary>
    public Task<IDbContextTransaction> Begin(CancellationToken ct)
    {
        Database.AutoSavepointsEnabled = false;
        return Database.BeginTransactionAsync(ct);
    }

    /// <summary>
    /// A transaction for one batch of work on thousands of rows. Its statements, foreign keys among them, are planned for
    /// what the tables hold now: those a connection prepared while a table was empty go on reading it whole as it grows.
    /// </summary>
    public async Task<IDbContextTransaction> BeginBulk(CancellationToken ct)
    {
        var transaction = await Begin(ct);
        await Database.ExecuteSqlAsync($"discard plans", ct);
        return transaction;
    }

    sealed class Change
    {
        readonly EntityEntry entry;
        readonly string kind;
        readonly long? subject;
        readonly Dictionary<string, object?> before = [], after = [];

        public Change(EntityEntry entry)
        {
            this.entry = entry;
            kind = entry.State switch { EntityState.Added => "created", EntityState.Deleted => "deleted", _ => "changed" };
            subject = SubjectOf(entry);
            foreach (var property in entry.Properties)
            {
                if (!Past.Tells(property.Metadata)) continue;
                if (kind != "created" && (kind == "deleted" || (property.IsModified && !Equals(property.OriginalValue, property.CurrentValue)))) before[property.Metadata.Name] = property.OriginalValue;
                // A row without a numeric id is told by its key.
                var tells = property.Metadata.IsKey() || (kind == "created" ? property.CurrentValue is not null : before.ContainsKey(property.Metadata.Name));
                if (kind != "deleted" && tells) after[property.Metadata.Name] = property.CurrentValue;
            }
        }

        public bool Anything => kind != "changed" || before.Count > 0;

        public AuditRow ToRow(SaveServices services, DateTimeOffset at) =>
            Row(services, services.Action, entry.Metadata.ClrType.Name, entry.Entity is Entity e ? e.Id : null, kind,
                kind == "created" ? null : JsonSerializer.Serialize(before, EventTypes.Json), kind == "deleted" ? null : JsonSerializer.Serialize(after, EventTypes.Json), subject, at);

        /// <summary>Whom a row is about: itself says it, or the row it belongs to. A row about somebody nobody can name must not be written in the clear.</summary>
        public static long? SubjectOf(EntityEntry entry)
        {
            if (entry.Entity is not IAboutSubject about) return null;
            if (about.SubjectId is { } own) return own;
            var keys = entry.Metadata.GetForeignKeys().Where(k => k.PrincipalEntityType.ClrType.IsAssignableTo(typeof(IAboutSubject))).ToList();
            foreach (var key in keys)
            {
                var values = key.Properties.Select(p => entry.State == EntityState.Deleted || entry.Property(p).CurrentValue is null ? entry.Property(p).OriginalValue : entry.Property(p).CurrentValue).ToArray();
                var owner = entry.Context.ChangeTracker.Entries().FirstOrDefault(e => e.Metadata == key.PrincipalEntityType && key.PrincipalKey.Properties.Select(p => e.Property(p).CurrentValue).SequenceEqual(values));
                if (owner is not null) return SubjectOf(owner);
            }
            return keys.Count == 0 ? null : throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} is about somebody, but the row it belongs to is not loaded.");
        }

        public static AuditRow Row(SaveServices services, string action, string entity, long? id, string change, string? before, string? after, long? subjectId = null, DateTimeOffset? at = null) => new()
        {
            At = at ?? services.Clock.GetUtcNow(),
            ActorId = services.User.Id,
            Actor = services.User.Name,
            Action = action,
            Entity = entity,
            EntityId = id,
            Change = change,
            Before = before,
            After = after,
            SubjectId = subjectId,
            Source = services.User.From,
            TokenId = services.User.TokenId,
            TraceId = Activity.Current?.TraceId.ToString(),
        };
    }
}
