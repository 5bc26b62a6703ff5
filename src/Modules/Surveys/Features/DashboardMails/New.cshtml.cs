using Crm.Platform.Users;

namespace Crm.Surveys.Features.DashboardMails;

[Needs("surveys.export")]
internal sealed class NewPage : MailPage;
