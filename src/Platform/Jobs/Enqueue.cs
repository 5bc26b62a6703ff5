using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;

namespace Crm.Platform.Jobs;

/// <summary>Starting jobs, sending mail and telling people, in the caller's own transaction.</summary>
public static class Enqueuing
{
    /// <summary>Starts a job with the next save. <typeparamref name="TJob"/> implements <see cref="IJob{TArgs}"/>.</summary>
    /// <param name="title">Resource key.</param>
    public static JobRow Enqueue<TJob, TArgs>(this ModuleDb db, TArgs args, string title, long? staffId) where TJob : IJob<TArgs>
    {
        var row = new JobRow { Kind = typeof(TJob).FullName!, Title = title, StaffId = staffId, CreatedAt = db.Clock.GetUtcNow(), Args = JsonSerializer.Serialize(args, EventTypes.Json), State = JobState.Waiting };
        db.Jobs.Add(row);
        return row;
    }

    /// <summary>Tells a member of staff, with the next save.</summary>
    /// <param name="key">The same (person, key) is told once.</param>
    /// <param name="text">Resource key, filled with <paramref name="args"/> in the reader's language.</param>
    public static void Notify(this ModuleDb db, long staffId, string key, string icon, string url, string text, params string[] args) =>
        db.NotifyAbout(null, staffId, key, icon, url, text, args);

    /// <summary>Tells a member of staff something that names a person: the arguments are sealed under that subject's key.</summary>
    public static void NotifyAbout(this ModuleDb db, long? subjectId, long staffId, string key, string icon, string url, string text, params string[] args) =>
        db.Notifications.Add(new NotificationRow { StaffId = staffId, At = db.Clock.GetUtcNow(), Key = key, Icon = icon, Url = url, Text = text, Args = args, SubjectId = subjectId });

    /// <summary>Sends a mail after the next save.</summary>
    /// <param name="key">The same key is sent once.</param>
    /// <param name="customerId">Whom it is written to; what can be read of the row is sealed under this subject's key.</param>
    /// <param name="secret">The body holds a link that signs in: hidden from administrators, wiped once sent.</param>
    /// <param name="attachment">A file of <see cref="Files.IFiles"/> that goes along.</param>
    /// <param name="headers">Further headers, for example those of <see cref="Mail.MailHeaders.Unsubscribe"/>.</param>
    /// <param name="fromName">Name shown as the sender.</param>
    public static void SendMail(this ModuleDb db, string key, string purpose, string to, string? name, string subject, string text, string? html = null, long? customerId = null, DateTimeOffset? due = null, bool secret = false, Guid? attachment = null, IReadOnlyDictionary<string, string>? headers = null, string? fromName = null) =>
        db.Mail.Add(new MailRow { Key = key, Purpose = purpose, ToAddress = to, ToName = name, Subject = subject, TextBody = text, HtmlBody = html, CustomerId = customerId, CreatedAt = db.Clock.GetUtcNow(), DueAt = due ?? db.Clock.GetUtcNow(), Secret = secret, AttachmentId = attachment, Headers = Mail.MailHeaders.Write(headers), FromName = fromName });
}
