using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SearchText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The portal fills the new columns while it puts the missing guards back, also where it was killed in between.
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS guard_businesses_update ON businesses");
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS guard_ai_agents_update ON ai_agents");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "businesses",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "ai_agents",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "search_text",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "ai_agents");
        }
    }
}
