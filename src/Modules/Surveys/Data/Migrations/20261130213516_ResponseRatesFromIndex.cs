using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class ResponseRatesFromIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_survey_days_sent",
                schema: "surveys",
                table: "survey_days",
                columns: new[] { "survey_id", "day" })
                .Annotation("Npgsql:IndexInclude", new[] { "wave_id", "again", "team_id", "owner_id", "invited", "delivered", "started", "returned" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_survey_days_sent",
                schema: "surveys",
                table: "survey_days");
        }
    }
}
